// Package web embeds the built web client and the stylesheet of the sign-in pages. Without a build
// the folder holds only its keeper, and the pages stand without their look. It imports nothing of ours.
package web

import "embed"

// Dist is what the bundler made.
//
//go:embed all:dist
var Dist embed.FS
