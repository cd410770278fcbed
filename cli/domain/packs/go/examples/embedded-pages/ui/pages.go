package ui

import "embed"

//go:embed all:dist
var Pages embed.FS
