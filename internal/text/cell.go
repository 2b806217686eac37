package text

import "strings"

// Harmless keeps a spreadsheet from running what somebody typed into a cell (ARCHITECTURE 5).
func Harmless(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
