package web

import (
	"fmt"
	"net/http"
	"os"
)

// Serve answers with one text, at the port that PORT names.
func Serve(port, text string) {
	if given := os.Getenv("PORT"); given != "" {
		port = given
	}
	http.HandleFunc("/healthz", func(http.ResponseWriter, *http.Request) {})
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) })
	panic(http.ListenAndServe(":"+port, nil))
}
