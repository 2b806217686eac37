import { useEffect } from 'react'
import { useLocation } from 'react-router'

/** useAnchor goes to the section that the address names, once it is there. */
export function useAnchor(there = true) {
  const { hash } = useLocation()
  useEffect(() => {
    if (there && hash) document.getElementById(hash.slice(1))?.scrollIntoView()
  }, [there, hash])
}
