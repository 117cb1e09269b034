# One member to a line, as most people write it.
resource "aws_ecs_task_definition" "api" {
  family                   = "shop-api"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  cpu                      = 512
  memory                   = 1024
  execution_role_arn       = aws_iam_role.execution.arn

  container_definitions = jsonencode(concat([
    {
      name      = "api"
      image     = "${aws_ecr_repository.api.repository_url}:${var.image_tag}"
      essential = true
      portMappings = [
        {
          containerPort = 8080
          protocol      = "tcp"
        }
      ]
      environment = concat([
        { name = "LOG_LEVEL", value = var.log_level },
        { name = "PORT", value = "8080" }, # the load balancer's
        ], var.enable_echo ? [
        { name = "ECHO", value = "localhost:7" },
        { name = "ECHO_SIZE", value = "1" }
      ] : [])
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.api.name
          awslogs-region        = var.aws_region
          awslogs-stream-prefix = "api"
        }
      }
    }
    ], var.enable_echo ? [
    {
      name      = "echo"
      image     = "echo:1"
      essential = false
      command   = ["echo", "$${1}"]
      portMappings = [
        {
          containerPort = 7
          protocol      = "tcp"
        }
      ]
      dockerLabels = {
        outrigger = "{\"version\":1,\"sidecar\":\"echo\",\"members\":[\"image\",\"essential\",\"command\",\"portMappings\"],\"environment\":{\"ECHO\":\"localhost:7\",\"ECHO_SIZE\":\"1\"},\"applications\":{\"api\":{\"environment\":[\"ECHO\",\"ECHO_SIZE\"]}}}"
      }
    }
  ] : []))
}

variable "enable_echo" {
  description = "Whether the sidecar runs beside the application (declared by outrigger)"
  type        = bool
  default     = false
}
