package store

import "net/http"

func New(url, secret string) http.Handler { return http.DefaultServeMux }
