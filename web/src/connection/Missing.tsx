import { Link } from 'react-router'
import { fieldOf, inOrder, inWords, stepOf } from './steps'
import { useTexts } from './texts'

/** useMissing says in words what a pointer of a draft's `missing` means. */
export function useMissing() {
  const say = useTexts()
  return (pointer: string): string => {
    const { who, place, what } = inWords(pointer)
    const word = what === 'cpr' ? say(`word_cpr_${who ?? 'administrator'}`) : say(`word_${what}`)
    return who ? say(`of_${who}`, { place, what: word }) : word.charAt(0).toUpperCase() + word.slice(1)
  }
}

/** Missing lists what a draft lacks, each leading to its field. */
export function Missing({ connection, pointers }: { connection: string; pointers: string[] }) {
  const words = useMissing()
  return (
    <ul>
      {inOrder(pointers).map((pointer) => (
        <li key={pointer}>
          <Link to={`/connections/${connection}?step=${stepOf(pointer)}#${fieldOf(pointer)}`}>{words(pointer)}</Link>
        </li>
      ))}
    </ul>
  )
}
