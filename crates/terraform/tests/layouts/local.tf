# The containers are a local value, and so is one of them.
locals {
  # Told about the sidecar where it stands.
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

  # Used by others, too: left alone.
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
