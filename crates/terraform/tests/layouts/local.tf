# The containers are a local value, and so is one of them.
locals {
  # Configured where it is defined.
  worker = {
    name  = "worker"
    image = "worker:1"
  }

  containers = [
    {
      name        = "api"
      image       = var.image
      environment = local.common
    },
    local.worker,
  ]

  # Also used elsewhere: must not change.
  common = [
    { name = "A", value = "1" },
  ]
}

resource "aws_ecs_task_definition" "api" {
  network_mode          = "awsvpc"
  container_definitions = jsonencode(local.containers)
}

output "common" {
  value = local.common
}
