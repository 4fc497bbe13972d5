target "api" {
  context = "api"
  target  = "dev"
}
