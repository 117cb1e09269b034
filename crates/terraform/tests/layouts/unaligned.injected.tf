# Nothing is aligned, and it stays so.
resource "aws_ecs_task_definition" "api" {
  network_mode = "awsvpc"
  container_definitions = jsonencode([
    {
      name = "api"
      environment = [
        { name = "ECHO", value = "localhost:7" },
        { name = "ECHO_SIZE", value = "1" }
      ]
      image = var.image
    },
    {
      name = "echo"
      image = "echo:1"
      essential = false
      command = ["echo", "$${1}"]
      portMappings = [
        { containerPort = 7, protocol = "tcp" }
      ]
      dockerLabels = {
        outrigger = "{\"version\":1,\"sidecar\":\"echo\",\"members\":[\"image\",\"essential\",\"command\",\"portMappings\"],\"environment\":{\"ECHO\":\"localhost:7\",\"ECHO_SIZE\":\"1\"},\"applications\":{\"api\":{\"environment\":[\"ECHO\",\"ECHO_SIZE\"],\"noEnvironment\":\"keep\"}},\"aligned\":false}"
      }
    }
  ])
}
