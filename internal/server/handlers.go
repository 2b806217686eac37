package server

import "hverv/api"

// Handlers joins the features' handlers into the generated interface by embedding.
type Handlers struct {
	api.StrictServerInterface
}

var _ api.StrictServerInterface = (*Handlers)(nil)
