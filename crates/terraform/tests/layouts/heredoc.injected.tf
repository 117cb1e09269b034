# JSON in Terraform.
resource "aws_ecs_task_definition" "api" {
  network_mode          = "awsvpc"
  container_definitions = <<-JSON
    [
      {
        "name": "${var.name}",
        "image": "${var.images["api"]}",
        "cpu": ${var.cpu},
        "command": ["sh", "-c", "exec api --home $${HOME}"],
        "environment": [
          { "name": "A", "value": "1" },
          { "name": "ECHO", "value": "localhost:7" },
          { "name": "ECHO_SIZE", "value": "1" }
        ],
        "logConfiguration": {
          "logDriver": "awslogs",
          "options": { "awslogs-group": "${aws_cloudwatch_log_group.api["blue"].name}", "awslogs-region": "${var.aws_region}" }
        }
      },
      {
        "name": "echo",
        "image": "echo:1",
        "essential": false,
        "command": ["echo", "$${1}"],
        "portMappings": [
          { "containerPort": 7, "protocol": "tcp" }
        ],
        "dockerLabels": { "outrigger": "{\"version\":1,\"sidecar\":\"echo\",\"members\":[\"image\",\"essential\",\"command\",\"portMappings\"],\"environment\":{\"ECHO\":\"localhost:7\",\"ECHO_SIZE\":\"1\"},\"applications\":{\"$${var.name}\":{\"environment\":[\"ECHO\",\"ECHO_SIZE\"]}}}" }
      }
    ]
  JSON
}
