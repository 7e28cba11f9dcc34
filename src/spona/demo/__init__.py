"""The invented world: towns, people, a year of network life and cases that nobody lived.

Owns: the demo's data folder, and throws it away. Drives the apps through their actions.
Never: writes into a folder that holds real data.
"""
