package main

import (
	"os"

	"example.com/fleet/internal/web"
)

func main() { web.Serve("8082", os.Getenv("TRACKER_URL")) }
