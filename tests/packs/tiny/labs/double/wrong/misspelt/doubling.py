def dubble(x):
    return x + x
