package main

import (
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"github.com/acme/shop/v2/internal/store"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8090"
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	http.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("ok")) })
	go http.ListenAndServe(":"+port, store.New(os.Getenv("REDIS_URL"), os.Getenv("SHOP_SECRET")))
	<-stop
}
