# From another part of the module.
resource "aws_ecs_task_definition" "api" {
  network_mode = "awsvpc"
  container_definitions = jsonencode(concat(
    [
      {
        name        = "api"
        image       = var.image
        environment = concat([{ name = "A", value = "1" }, { name = "ECHO", value = "localhost:7" }, { name = "ECHO_SIZE", value = "1" }], [])
      },
      {
        name      = "echo"
        image     = "echo:1"
        essential = false
        command   = ["echo", "$${1}"]
        portMappings = [
          { containerPort = 7, protocol = "tcp" }
        ]
        dockerLabels = {
          outrigger = "{\"version\":1,\"sidecar\":\"echo\",\"members\":[\"image\",\"essential\",\"command\",\"portMappings\"],\"environment\":{\"ECHO\":\"localhost:7\",\"ECHO_SIZE\":\"1\"},\"applications\":{\"api\":{\"environment\":[\"ECHO\",\"ECHO_SIZE\"]}}}"
        }
      },
    ],
    var.extra_containers,
  ))
}
