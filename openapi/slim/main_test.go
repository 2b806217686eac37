package main

import (
	"encoding/json"
	"reflect"
	"testing"
)

const trial = `
openapi: 3.0.3
paths:
  /pets/{pet_id}:
    post:
      operationId: changePet
      summary: Change a pet
      parameters: [{$ref: '#/components/parameters/Pet'}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}, example: {name: Rex}}}}
      responses: {'200': {description: The pet., content: {application/json: {schema: {$ref: '#/components/schemas/Answer'}}}}}
components:
  parameters:
    Pet: {name: pet_id, in: path, required: true, description: Which., schema: {type: string, format: uuid}}
  schemas:
    Pet:
      type: object
      description: A pet.
      additionalProperties: false
      properties:
        description: {type: string, maxLength: 20, example: brown}
        mother: {$ref: '#/components/schemas/Pet'}
    Answer: {type: object}
`

const wanted = `{
"openapi": "3.0.3", "info": {"title": "requests", "version": "1"},
"paths": {"/pets/{pet_id}": {"post": {"operationId": "changePet", "responses": {},
	"parameters": [{"$ref": "#/components/parameters/Pet"}],
	"requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}}}},
"components": {
	"parameters": {"Pet": {"name": "pet_id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}},
	"schemas": {"Pet": {"type": "object", "additionalProperties": false, "properties": {
		"description": {"type": "string", "maxLength": 20}, "mother": {"$ref": "#/components/schemas/Pet"}}}}}}`

func TestWhatRequestsNeedIsKeptAndNothingElse(t *testing.T) {
	t.Parallel()
	text, err := cut([]byte(trial))
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(wanted), &want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got\n%s\nwant\n%s", text, wanted)
	}
}
