# Everything on one line.
resource "aws_ecs_task_definition" "api" {
  family                = "api"
  container_definitions = jsonencode([{ name = "api", image = var.image, environment = [{ name = "A", value = "1" }] }])
  network_mode          = "awsvpc"
}
