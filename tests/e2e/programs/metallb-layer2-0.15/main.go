// Announces addresses with MetalLB's own layer 2 responders, as a speaker does for the Services of
// its node:
//
//	metallb-layer2 ADDRESS...
//
// Prints "announcing" when the responders of all interfaces run. Prints "withdrawn" after SIGUSR1,
// and answers no more. build.sh builds it inside MetalLB's module, because only that module may
// import its internal packages.
package main

import (
	"fmt"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/go-kit/log"
	"go.universe.tf/metallb/internal/layer2"
	"k8s.io/apimachinery/pkg/util/sets"
)

func main() {
	withdraw := make(chan os.Signal, 1)
	signal.Notify(withdraw, syscall.SIGUSR1)
	announcer, err := layer2.New(log.NewLogfmtLogger(log.NewSyncWriter(os.Stderr)), nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	// An address is watched only on the interfaces that have a responder by then.
	for len(announcer.GetInterfaces()) == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	for _, text := range os.Args[1:] {
		address := net.ParseIP(text)
		if address == nil {
			fmt.Fprintf(os.Stderr, "%q is not an IP address\n", text)
			os.Exit(2)
		}
		announcer.SetBalancer(text, layer2.NewIPAdvertisement(address, true, sets.New[string]()))
	}
	fmt.Println("announcing")
	<-withdraw
	for _, text := range os.Args[1:] {
		announcer.DeleteBalancer(text)
	}
	fmt.Println("withdrawn")
	select {}
}
