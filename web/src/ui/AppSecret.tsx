import { useState } from 'react'
import { texts } from '../i18n/texts'
import { groups } from './groups'
import './app-secret.css'

const useTexts = texts('app_secret', {
  da: {
    need: 'Du skal bruge en kodeapp, for eksempel den, der følger med telefonen, eller en som Aegis, FreeOTP, Google Authenticator eller Microsoft Authenticator.',
    scan: 'Scan koden med appen',
    scan_why: 'Åbn kodeappen, vælg at tilføje en konto, og ret kameraet mod billedet.',
    picture: 'QR-kode til kodeappen. Kan du ikke scanne den, så brug nøglen nedenfor.',
    here: 'Sidder du med telefonen?',
    here_why: 'En telefon kan ikke scanne sin egen skærm. Åbn i stedet kodeappen herfra.',
    open: 'Åbn i kodeappen',
    by_hand: 'Eller skriv nøglen ind',
    by_hand_why: 'Vælg i appen at indtaste en nøgle, og skriv den uden mellemrum. Koderne er tidsbaserede.',
    key: 'Nøgle',
    copy: 'Kopiér nøglen',
    copied: 'Nøglen er kopieret.',
  },
  en: {
    need: 'You need an authenticator app, for instance the one that comes with the phone, or one like Aegis, FreeOTP, Google Authenticator or Microsoft Authenticator.',
    scan: 'Scan the code with the app',
    scan_why: 'Open the authenticator app, choose to add an account, and point the camera at the picture.',
    picture: 'QR code for the authenticator app. If you cannot scan it, use the key below.',
    here: 'Are you on the phone?',
    here_why: 'A phone cannot scan its own screen. Open the authenticator app from here instead.',
    open: 'Open in the authenticator app',
    by_hand: 'Or type the key',
    by_hand_why: 'Choose in the app to enter a key, and type it without spaces. The codes are time-based.',
    key: 'Key',
    copy: 'Copy the key',
    copied: 'The key is copied.',
  },
})

/** AppSecret hands a new secret to an authenticator app: by camera, by a link on the phone itself, or by hand (U2). */
export function AppSecret({ secret, uri, picture }: { secret: string; uri: string; picture: string }) {
  const say = useTexts()
  const [copied, setCopied] = useState(false)
  const copy = () => navigator.clipboard.writeText(secret).then(() => setCopied(true))
  return (
    <>
      <p>{say('need')}</p>
      <section className="app-here" aria-labelledby="app-here">
        <h2 id="app-here" className="h4">
          {say('here')}
        </h2>
        <p>{say('here_why')}</p>
        <a className="button button-secondary" href={uri}>
          {say('open')}
        </a>
      </section>
      <section aria-labelledby="app-scan">
        <h2 id="app-scan" className="h4">
          {say('scan')}
        </h2>
        <p>{say('scan_why')}</p>
        <img className="app-picture" src={`data:image/png;base64,${picture}`} alt={say('picture')} />
      </section>
      <section aria-labelledby="app-by-hand">
        <h2 id="app-by-hand" className="h4">
          {say('by_hand')}
        </h2>
        <p>{say('by_hand_why')}</p>
        <p>
          <span className="sr-only">{say('key')}: </span>
          <code className="app-key">
            {groups(secret).map((four, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: groups may repeat and never move
              <span key={at}>{four} </span>
            ))}
          </code>
        </p>
        {'clipboard' in navigator && (
          <button type="button" className="button button-secondary" onClick={() => void copy()}>
            {say('copy')}
          </button>
        )}
        <p role="status">{copied && say('copied')}</p>
      </section>
    </>
  )
}
