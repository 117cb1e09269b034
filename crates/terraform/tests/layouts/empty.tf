# Empty lists in the middle of aligned lines.
resource "aws_ecs_task_definition" "api" {
  network_mode = "awsvpc"
  container_definitions = jsonencode([
    {
      name        = "api"
      environment = []
      image       = var.image
      mountPoints = []
    },
    {
      name        = "worker"
      environment = null
      image       = var.image
    },
  ])
}
