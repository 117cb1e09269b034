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
          { "name": "A", "value": "1" }
        ],
        "logConfiguration": {
          "logDriver": "awslogs",
          "options": { "awslogs-group": "${aws_cloudwatch_log_group.api["blue"].name}", "awslogs-region": "${var.aws_region}" }
        }
      }
    ]
  JSON
}
