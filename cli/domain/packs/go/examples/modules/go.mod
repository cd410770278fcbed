module github.com/acme/shop/v2

go 1.22

require (
	github.com/redis/go-redis/v9 v9.5.1
	golang.org/x/net v0.24.0 // indirect
)
