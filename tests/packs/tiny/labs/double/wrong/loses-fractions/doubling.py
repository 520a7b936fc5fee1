def double(x):
    return 2 * int(x)
