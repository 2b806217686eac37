package nationalid

import "strings"

// The numbers of companies are public: plain text types, free in JSON and logs.
type (
	// CVR is a Danish company's number: eight digits, modulus 11.
	CVR string
	// PNumber is a Danish production unit's number: ten digits.
	PNumber string
	// EAN is a location number of 13 digits (GLN) with check digit; bills go to it.
	EAN string
	// SE is a Danish tax registration's number: eight digits.
	SE string
)

// String is the number.
func (c CVR) String() string { return string(c) }

// String is the number.
func (p PNumber) String() string { return string(p) }

// String is the number.
func (e EAN) String() string { return string(e) }

// String is the number.
func (s SE) String() string { return string(s) }

// ParseCVR reads a CVR number, also in pairs and with the DK of a VAT number (C2).
func ParseCVR(text string) (CVR, error) {
	digits, ok := companyDigits(trimDK(text), 8)
	if !ok {
		return "", invalid("cvr_invalid", "A CVR number is eight digits.")
	}
	if weighed(digits, 2, 7, 6, 5, 4, 3, 2, 1)%11 != 0 {
		return "", invalid("cvr_invalid", "The check digit of the CVR number is wrong; look for a slip of the finger.")
	}
	return CVR(digits), nil
}

// ParsePNumber reads a production unit's number.
func ParsePNumber(text string) (PNumber, error) {
	digits, ok := companyDigits(text, 10)
	if !ok {
		return "", invalid("p_number_invalid", "A P-number is ten digits.")
	}
	return PNumber(digits), nil
}

// ParseEAN reads a location number of 13 digits (B3).
func ParseEAN(text string) (EAN, error) {
	digits := ungrouped(strings.TrimSpace(text))
	if len(digits) != 13 || !onlyDigits(digits) || strings.Trim(digits, "0") == "" {
		return "", invalid("ean_invalid", "An EAN location number is 13 digits.")
	}
	if weighed(digits, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1)%10 != 0 {
		return "", invalid("ean_invalid", "The check digit of the EAN number is wrong; look for a slip of the finger.")
	}
	return EAN(digits), nil
}

// ParseSE reads a tax registration's number. Not all of them follow the modulus, so it is not asked.
func ParseSE(text string) (SE, error) {
	digits, ok := companyDigits(trimDK(text), 8)
	if !ok {
		return "", invalid("se_number_invalid", "An SE number is eight digits.")
	}
	return SE(digits), nil
}

func trimDK(text string) string {
	text = strings.TrimSpace(text)
	if len(text) > 2 && strings.EqualFold(text[:2], "DK") {
		return text[2:]
	}
	return text
}

// companyDigits takes grouping out; a first digit 0 is never given out.
func companyDigits(text string, length int) (string, bool) {
	digits := ungrouped(strings.TrimSpace(text))
	return digits, len(digits) == length && onlyDigits(digits) && digits[0] != '0'
}
