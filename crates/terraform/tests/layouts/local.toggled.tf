# The containers are a local value, and so is one of them.
locals {
  # Configured where it is defined.
  worker = {
    name  = "worker"
    image = "worker:1"
    environment = var.enable_echo ? [
      { name = "ECHO", value = "localhost:7" },
      { name = "ECHO_SIZE", value = "1" }
    ] : null
  }

  containers = concat([
    {
      name        = "api"
      image       = var.image
      environment = concat(local.common, var.enable_echo ? [{ name = "ECHO", value = "localhost:7" }, { name = "ECHO_SIZE", value = "1" }] : [])
    },
    local.worker,
    ], var.enable_echo ? [
    {
      name      = "echo"
      image     = "echo:1"
      essential = false
      command   = ["echo", "$${1}"]
      portMappings = [
        { containerPort = 7, protocol = "tcp" }
      ]
      dockerLabels = {
        outrigger = "{\"version\":1,\"sidecar\":\"echo\",\"members\":[\"image\",\"essential\",\"command\",\"portMappings\"],\"environment\":{\"ECHO\":\"localhost:7\",\"ECHO_SIZE\":\"1\"},\"applications\":{\"api\":{\"environment\":[\"ECHO\",\"ECHO_SIZE\"]},\"worker\":{\"environment\":[\"ECHO\",\"ECHO_SIZE\"]}}}"
      }
    }
  ] : [])

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

variable "enable_echo" {
  description = "Whether the sidecar runs beside the application (declared by outrigger)"
  type        = bool
  default     = false
}
