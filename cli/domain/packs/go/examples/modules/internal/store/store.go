package store

import (
	"net/http"

	"github.com/redis/go-redis/v9"
)

// New counts visits in the Redis at url.
func New(url, secret string) http.Handler {
	options, err := redis.ParseURL(url)
	if err != nil {
		panic(err)
	}
	client := redis.NewClient(options)
	http.HandleFunc("/visits", func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte(client.Incr(r.Context(), "visits").String()))
	})
	return http.DefaultServeMux
}
