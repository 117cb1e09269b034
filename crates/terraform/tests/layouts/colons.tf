# Like JSON, with colons.
resource "aws_ecs_task_definition" "api" {
  network_mode = "awsvpc"
  container_definitions = jsonencode([
    {
      name : "api",
      image : var.image,
      environment : [
        { name : "A", value : "1" },
      ],
    },
  ])
}
