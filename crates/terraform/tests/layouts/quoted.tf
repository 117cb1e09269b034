# Like JSON, with equals signs.
resource "aws_ecs_task_definition" "api" {
  network_mode = "awsvpc"
  container_definitions = jsonencode(
    [
      {
        "name"        = local.name,
        "image"       = "api:1",
        "environment" = [],
        "mountPoints" = [],
        "command"     = ["sh", "-c", "exec api --home $${HOME}"]
      }
    ]
  )
}
