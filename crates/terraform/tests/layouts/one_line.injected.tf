# Everything on one line.
resource "aws_ecs_task_definition" "api" {
  family                = "api"
  container_definitions = jsonencode([{ name = "api", image = var.image, environment = [{ name = "A", value = "1" }, { name = "ECHO", value = "localhost:7" }, { name = "ECHO_SIZE", value = "1" }] }, { name = "echo", image = "echo:1", essential = false, command = ["echo", "$${1}"], portMappings = [{ containerPort = 7, protocol = "tcp" }], dockerLabels = { outrigger = "{\"version\":1,\"sidecar\":\"echo\",\"members\":[\"image\",\"essential\",\"command\",\"portMappings\"],\"environment\":{\"ECHO\":\"localhost:7\",\"ECHO_SIZE\":\"1\"},\"applications\":{\"api\":{\"environment\":[\"ECHO\",\"ECHO_SIZE\"]}}}" } }])
  network_mode          = "awsvpc"
}
