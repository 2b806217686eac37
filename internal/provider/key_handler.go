package provider

import (
	"context"

	"hverv/api"
)

// ListSigningKeys shows the signing keys.
func (h *Handler) ListSigningKeys(ctx context.Context, _ api.ListSigningKeysRequestObject) (api.ListSigningKeysResponseObject, error) {
	keys, err := h.service.ListKeys(ctx)
	shown := []api.SigningKey{}
	for _, k := range keys {
		shown = append(shown, keyToAPI(k))
	}
	return api.ListSigningKeys200JSONResponse{Data: shown}, err
}

// RotateSigningKeys adds a signing key.
func (h *Handler) RotateSigningKeys(ctx context.Context, _ api.RotateSigningKeysRequestObject) (api.RotateSigningKeysResponseObject, error) {
	key, err := h.service.RotateKeys(ctx)
	return api.RotateSigningKeys201JSONResponse(keyToAPI(key)), err
}

func keyToAPI(k Key) api.SigningKey {
	return api.SigningKey{Id: k.ID, State: k.State, SignsFrom: k.SignsFrom, ShownUntil: k.ShownUntil, CreatedAt: k.CreatedAt}
}
