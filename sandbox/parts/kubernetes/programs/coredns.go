package main

import (
	"flag"
	"os"

	"github.com/coredns/coredns/coremain"
	_ "github.com/coredns/coredns/plugin/cache"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/forward"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/ready"
)

// CoreDNS declares these for the whole program, where kube-proxy would take its -version for its own.
var corednsFlags = map[string]bool{"conf": true, "pidfile": true, "plugins": true, "quiet": true, "version": true}

func runCoreDNS() { coremain.Run() }

func hideCoreDNSFlags() {
	kept := flag.NewFlagSet(os.Args[0], flag.ExitOnError)
	flag.VisitAll(func(declared *flag.Flag) {
		if !corednsFlags[declared.Name] {
			kept.Var(declared.Value, declared.Name, declared.Usage)
		}
	})
	flag.CommandLine = kept
}
