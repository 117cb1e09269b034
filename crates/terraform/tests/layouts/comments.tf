// Comments of every kind.
resource "aws_ecs_task_definition" "api" {
  network_mode = "awsvpc" # localhost is shared
  container_definitions = jsonencode([
    # The application.
    {
      name  = "api" # as the load balancer knows it
      image = "api:1" /* pinned */
      environment = [
        { name = "A", value = "1" }, // one
        { name = "B", value = "2" }  // two
        # no more
      ]
      # environmentFiles = []
    } # api
    /* nothing else */
  ])
}
