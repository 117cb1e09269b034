# Nothing is aligned, and it stays so.
resource "aws_ecs_task_definition" "api" {
  network_mode = "awsvpc"
  container_definitions = jsonencode([
    {
      name = "api"
      environment = []
      image = var.image
    }
  ])
}
