import { createContext } from 'react'

/** True inside the cells of a table that moves by arrow keys: controls there are reached through their cell, not by Tab. */
export const InGrid = createContext(false)
