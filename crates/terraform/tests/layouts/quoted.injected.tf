# Like JSON, with equals signs.
resource "aws_ecs_task_definition" "api" {
  network_mode = "awsvpc"
  container_definitions = jsonencode(
    [
      {
        "name"  = local.name,
        "image" = "api:1",
        "environment" = [
          { "name" = "ECHO", "value" = "localhost:7" },
          { "name" = "ECHO_SIZE", "value" = "1" }
        ],
        "mountPoints" = [],
        "command"     = ["sh", "-c", "exec api --home $${HOME}"]
      },
      {
        "name"      = "echo",
        "image"     = "echo:1",
        "essential" = false,
        "command"   = ["echo", "$${1}"],
        "portMappings" = [
          { "containerPort" = 7, "protocol" = "tcp" }
        ],
        "dockerLabels" = {
          "outrigger" = "{\"version\":1,\"sidecar\":\"echo\",\"members\":[\"image\",\"essential\",\"command\",\"portMappings\"],\"environment\":{\"ECHO\":\"localhost:7\",\"ECHO_SIZE\":\"1\"},\"applications\":{\"$${local.name}\":{\"environment\":[\"ECHO\",\"ECHO_SIZE\"],\"noEnvironment\":\"keep\"}}}"
        }
      }
    ]
  )
}
