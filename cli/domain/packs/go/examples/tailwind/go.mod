module example.com/tailwind

go 1.24
