"""Bargains between governments: games, win-sets, diversion, on solved equilibria."""
