// Comments of every kind.
resource "aws_ecs_task_definition" "api" {
  network_mode = "awsvpc" # localhost is shared
  container_definitions = jsonencode(concat([
    # The application.
    {
      name  = "api" # as the load balancer knows it
      image = "api:1" /* pinned */
      environment = concat([
        { name = "A", value = "1" }, // one
        { name = "B", value = "2" }  // two
        # no more
        ], var.enable_echo ? [
        { name = "ECHO", value = "localhost:7" },
        { name = "ECHO_SIZE", value = "1" }
      ] : [])
      # environmentFiles = []
    } # api
    /* nothing else */
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
        outrigger = "{\"version\":1,\"sidecar\":\"echo\",\"members\":[\"image\",\"essential\",\"command\",\"portMappings\"],\"environment\":{\"ECHO\":\"localhost:7\",\"ECHO_SIZE\":\"1\"},\"applications\":{\"api\":{\"environment\":[\"ECHO\",\"ECHO_SIZE\"]}}}"
      }
    }
  ] : []))
}

variable "enable_echo" {
  description = "Whether the sidecar runs beside the application (declared by outrigger)"
  type        = bool
  default     = false
}
