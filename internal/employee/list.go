package employee

import (
	"encoding/json"
	"fmt"
)

// list is rows that come as one JSON array inside their parent's row, so that a parent and its
// children are one statement. It is never nil.
type list[T any] []T

// Scan reads the array.
func (l *list[T]) Scan(src any) error {
	text, ok := src.([]byte)
	if !ok {
		return fmt.Errorf("scan list: cannot read %T", src)
	}
	rows := []T{}
	if err := json.Unmarshal(text, &rows); err != nil {
		return fmt.Errorf("scan list: %w", err)
	}
	*l = rows
	return nil
}
