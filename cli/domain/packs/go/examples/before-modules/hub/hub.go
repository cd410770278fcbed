package hub

import (
	"net/http"

	"github.com/gorilla/websocket"
)

func New(u *websocket.Upgrader) http.Handler { return http.NotFoundHandler() }
