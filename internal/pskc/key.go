package pskc

import (
	"math"
	"strconv"
	"strings"

	"hverv/internal/totp"
)

const (
	defaultPeriod = 30
	maxPeriod     = 3600
	maxSecret     = 128
)

// readKey reads one package. The error is of this package alone, but for one that says that the
// whole file is locked.
func (r *Reader) readKey(e *element) (Key, error) {
	info, key := e.at("DeviceInfo"), e.at("Key")
	k := Key{
		Serial: info.at("SerialNo").words(), Manufacturer: info.at("Manufacturer").words(), Model: info.at("Model").words(),
		KeyID: key.attribute("Id"), Issuer: key.at("Issuer").words(),
	}
	if key == nil {
		return k, refuse(CodeSecret, "The package holds no key.")
	}
	if err := k.kind(key); err != nil {
		return k, err
	}
	if err := k.numbers(key.at("Data")); err != nil {
		return k, err
	}
	if err := k.policy(info, key.at("Policy")); err != nil {
		return k, err
	}
	secret, err := r.secret(key.at("Data", "Secret"))
	if err != nil {
		return k, err
	}
	if len(secret) > maxSecret {
		return k, refuse(CodeValue, "The secret is longer than 128 bytes.")
	}
	k.Seed.Secret = secret
	return k, nil
}

// kind reads the algorithm with its suite and the form of its codes.
func (k *Key) kind(key *element) *Error {
	name := strings.Replace(key.attribute("Algorithm"), "pskc#", "pskc:", 1) // drafts wrote #
	switch name {
	case namespace + ":hotp":
	case namespace + ":totp":
		k.Seed.Period = defaultPeriod
	default:
		return refuse(CodeAlgorithm, "Only keys for HOTP and TOTP are read.")
	}
	suite := strings.ToUpper(strings.ReplaceAll(key.at("AlgorithmParameters", "Suite").words(), "-", ""))
	switch strings.TrimPrefix(suite, "HMAC") {
	case "", "SHA1":
		k.Seed.Digest = totp.SHA1
	case "SHA256":
		k.Seed.Digest = totp.SHA256
	case "SHA512":
		k.Seed.Digest = totp.SHA512
	default:
		return refuse(CodeAlgorithm, "Only the suites SHA-1, SHA-256 and SHA-512 are read.")
	}
	k.Seed.Digits = 6
	form := key.at("AlgorithmParameters", "ResponseFormat")
	if form == nil {
		return nil
	}
	digits, err := strconv.Atoi(form.attribute("Length"))
	if err != nil || digits < 6 || digits > 8 || form.attribute("Encoding") != "DECIMAL" || form.attribute("CheckDigits") == "true" ||
		form.attribute("CheckDigits") == "1" || form.attribute("CheckDigit") == "true" {
		return refuse(CodeAlgorithm, "Only codes of 6 to 8 decimal digits without a check digit are read.")
	}
	k.Seed.Digits = digits
	return nil
}

// numbers reads what counts on.
func (k *Key) numbers(data *element) (err *Error) {
	if data == nil {
		return refuse(CodeSecret, "The package holds no secret.")
	}
	if k.Seed.Period == 0 {
		k.Counter, err = data.number("Counter", 0, 0, math.MaxInt64/2)
		return err
	}
	period, err := data.number("TimeInterval", defaultPeriod, 1, maxPeriod)
	if err != nil {
		return err
	}
	drift, err := data.number("TimeDrift", 0, math.MinInt32, math.MaxInt32)
	k.Seed.Period, k.Drift = int(period), int(drift)
	return err
}

// policy demands that the key may be used for one-time passwords and that we can keep to what its
// policy says (RFC 6030 section 5): what is not understood must be taken for a no.
func (k *Key) policy(info, p *element) (err *Error) {
	if k.StartsAt, err = info.at("StartDate").instant(); err != nil {
		return err
	}
	if k.ExpiresAt, err = info.at("ExpiryDate").instant(); err != nil {
		return err
	}
	if p == nil {
		return nil
	}
	usable, uses := false, 0
	for _, part := range p.kids {
		if part.name.Local == "KeyUsage" {
			uses++
			usable = usable || part.text == "OTP"
		} else if err = k.demand(part); err != nil {
			return err
		}
	}
	if uses > 0 && !usable {
		return refuse(CodePolicy, "The key may not be used for one-time passwords.")
	}
	return nil
}

// demand takes in one demand of a policy.
func (k *Key) demand(part *element) *Error {
	switch part.name.Local {
	case "StartDate":
		at, err := part.instant()
		if at.After(k.StartsAt) {
			k.StartsAt = at
		}
		return err
	case "ExpiryDate":
		at, err := part.instant()
		if !at.IsZero() && (k.ExpiresAt.IsZero() || at.Before(k.ExpiresAt)) {
			k.ExpiresAt = at
		}
		return err
	case "PINPolicy":
		if mode := part.attribute("PINUsageMode"); mode != "" && mode != "Local" {
			return refuse(CodePolicy, "Keys whose PIN is checked by the server are not read.")
		}
		return nil
	default:
		return refuse(CodePolicy, "The key's policy demands something that is not kept here.")
	}
}
