def generated_programs():
    return []
