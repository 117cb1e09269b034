# The brackets close on one line.
resource "aws_ecs_task_definition" "api" {
  network_mode = "awsvpc"
  container_definitions = jsonencode([
    {
      name  = "api"
      image = var.image
    },
    {
      name  = "worker"
      image = var.image
      environment = [
        {
          name  = "A"
          value = "1"
      }]
  }])
}
