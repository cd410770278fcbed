package main

import (
	"flag"
	"net/http"

	"github.com/acme/ticker/hub"
	"github.com/gorilla/websocket"
)

var addr = flag.String("addr", ":8085", "http service address")
var upgrader = websocket.Upgrader{}

func main() {
	flag.Parse()
	http.Handle("/", http.FileServer(http.Dir("./static")))
	http.Handle("/ws", hub.New(&upgrader))
	http.ListenAndServe(*addr, nil)
}
