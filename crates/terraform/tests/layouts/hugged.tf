# Braces beside brackets.
resource "aws_ecs_task_definition" "api" {
  network_mode = "awsvpc"
  container_definitions = jsonencode([{
    name  = "api"
    image = var.image
    portMappings = [{
      containerPort = 8080
    }]
    environment = [{
      name  = "A"
      value = "1"
      }, {
      name  = "B"
      value = "2"
    }]
  }])
}
