package main

import "example.com/fleet/internal/web"

func main() { web.Serve("8081", "tracker") }
