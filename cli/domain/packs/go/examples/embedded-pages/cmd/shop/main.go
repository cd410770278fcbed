package main

import (
	"flag"
	"io/fs"
	"net/http"

	"example.com/shop/ui"
)

func main() {
	address := flag.String("listen", "127.0.0.1:8090", "where to listen")
	flag.Parse()
	pages, err := fs.Sub(ui.Pages, "dist")
	if err != nil {
		panic(err)
	}
	http.Handle("/", http.FileServer(http.FS(pages)))
	http.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("ok")) })
	if err := http.ListenAndServe(*address, nil); err != nil {
		panic(err)
	}
}
