# Nothing stands in columns, and nothing is put there.
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
