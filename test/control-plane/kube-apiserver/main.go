// The upstream kube-apiserver, built by way of the module system so that no download of binaries is needed.
package main

import (
	"os"

	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	_ "time/tzdata"
)

func main() {
	os.Exit(cli.Run(app.NewAPIServerCommand()))
}
