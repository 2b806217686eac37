// The one script of the server's own sign-in pages: it has the browser ask for a chip or passkey and
// sends the answer with the form. Without it, or without WebAuthn, the other ways remain.

type Asked = { options: PublicKeyCredentialRequestOptionsJSON; question: string; complaint?: string }

const section = document.querySelector<HTMLElement>('[data-key-begin]')
const form = section?.querySelector('form')
const able = 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential
if (section && form && able) {
  section.hidden = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void answer(section, form)
  })
}

let busy = false
async function answer(section: HTMLElement, form: HTMLFormElement) {
  if (busy) return
  busy = true
  say(form, '')
  try {
    const begun = await fetch(section.dataset.keyBegin ?? '', { method: 'POST', body: new URLSearchParams(fieldsOf(form)) })
    const asked: Asked = await begun.json()
    if (!begun.ok) return say(form, asked.complaint ?? '')
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked.options)
    const credential = await navigator.credentials.get({ publicKey })
    if (!(credential instanceof PublicKeyCredential)) return say(form, section.dataset.keyCancelled ?? '')
    put(form, 'question', asked.question)
    put(form, 'answer', JSON.stringify(credential.toJSON()))
    form.submit()
  } catch {
    say(form, section.dataset.keyCancelled ?? '') // cancelled, timed out, or no such key on the device
  } finally {
    busy = false
  }
}

function fieldsOf(form: HTMLFormElement) {
  return [...new FormData(form)].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))
}

function put(form: HTMLFormElement, name: string, value: string) {
  const field = form.elements.namedItem(name)
  if (field instanceof HTMLInputElement) field.value = value
}

function say(form: HTMLFormElement, text: string) {
  const place = form.querySelector('[role=alert]')
  if (place) place.textContent = text
}
