# From another part of the module.
resource "aws_ecs_task_definition" "api" {
  network_mode = "awsvpc"
  container_definitions = jsonencode(concat(
    [
      {
        name        = "api"
        image       = var.image
        environment = concat([{ name = "A", value = "1" }], [])
      },
    ],
    var.extra_containers,
  ))
}
